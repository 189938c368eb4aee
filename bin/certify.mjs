#!/usr/bin/env node
// The launcher by the name that workflows and scripts call it by.
import './certify.cjs';
